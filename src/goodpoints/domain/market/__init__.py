"""The star supermarket: recyclables become stars, stars become goods."""
