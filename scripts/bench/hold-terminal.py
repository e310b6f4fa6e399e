"""Runs a program in a terminal and tells, with times, what passes between the two.

hold-terminal.py COLUMNS ROWS COMMAND...  Keys come on stdin, each as a length (u32, little-endian) and its bytes. Records
go to stdout: a kind (one byte), a time (u64, nanoseconds of the monotonic clock), a length (u32), bytes. The kinds:
s started (its process id), k a key was written, o output, x ended. The end of stdin ends the program.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def tell(kind, data=b"", at=None):
    out = struct.pack("<cQI", kind, time.monotonic_ns() if at is None else at, len(data)) + data
    while out:
        out = out[os.write(1, out):]


columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
master, slave = pty.openpty()
# The size is there before the program is.
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
started = time.monotonic_ns()
child = os.fork()
if child == 0:
    os.close(master)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.execvp(command[0], command)
os.close(slave)
tell(b"s", str(child).encode(), started)

keys = b""
while True:
    ready, _, _ = select.select([master, 0], [], [])
    if master in ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        at = time.monotonic_ns()
        if not data:
            break
        tell(b"o", data, at)
    if 0 in ready:
        more = os.read(0, 65536)
        if not more:
            break
        keys += more
        while len(keys) >= 4 and len(keys) >= 4 + struct.unpack_from("<I", keys)[0]:
            length = struct.unpack_from("<I", keys)[0]
            at = time.monotonic_ns()
            os.write(master, keys[4:4 + length])
            tell(b"k", b"", at)
            keys = keys[4 + length:]
try:
    os.kill(child, signal.SIGKILL)
except ProcessLookupError:
    pass
os.waitpid(child, 0)
tell(b"x")
