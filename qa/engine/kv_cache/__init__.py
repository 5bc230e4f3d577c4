"""Keys and values of documents and questions, in each number format."""
