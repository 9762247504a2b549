"""Books moved by their journals."""
