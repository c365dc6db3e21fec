"""What board and edge share of the video: NAL units, the capture stamp in each frame, records on wire and disk, segments and the uplink. Pure."""
