"""Reports: figures of a village, made by one pass over its journal."""
