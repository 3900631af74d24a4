"""The watchdog: a process that gives traffic back when the driver of a switch falls silent."""
