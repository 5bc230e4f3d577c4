"""Files that scripts and spreadsheets read: answers as JSON and CSV, lists of questions."""
