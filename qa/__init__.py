"""Ask questions of long documents; every answer points at the words it rests on."""
