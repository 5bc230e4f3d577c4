"""PDF bytes in, a Document out. Only this package imports a PDF library."""
