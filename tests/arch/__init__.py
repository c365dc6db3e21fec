"""The house rules as tests: who may import whom, what stays pure, how long a file may get, who reads a clock."""
