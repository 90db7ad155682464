"""One repository, one job, and the engines that run jobs: on this machine, or on the workers of a cluster."""
