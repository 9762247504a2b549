"""Books inside other applications."""
