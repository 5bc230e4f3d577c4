"""Keys and values that outlive the device: main memory and disk."""
