"""A simulated Cammegh Slingshot 2: says only what the real wheel's manual and captures show (docs/devices.md), faults on demand."""
