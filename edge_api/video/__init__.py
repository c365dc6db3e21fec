"""The edge's video process: takes the boards' pictures in, hands them on to viewers, records them. Encodes nothing, and delays no bet."""
