"""The sample village and its year: what `goodpoints demo` plays. The village, its people and its firms are invented."""
