"""The write commands. Each returns what it recorded; showing it is the program's business."""
