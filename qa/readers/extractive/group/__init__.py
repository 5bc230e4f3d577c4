"""Parts of the group: their sales, their shares, and how they rank."""
