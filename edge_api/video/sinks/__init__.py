"""What a table's stream is handed on to, without encoding it again: RTMP, RTSP, SRT and WHIP servers. Each in a process of its own, so that a server
that hangs delays nobody: PyAV connects while it holds the interpreter, and can't be interrupted there."""
