"""Runs a program on a terminal of its own and types at it.

usage: terminal.py COLUMNS PROGRAM [ARGUMENT]... < STEPS

Each line of STEPS is one of
    wait TEXT       until the program has written TEXT since the last wait (10 s at most, else it fails)
    type TEXT
    signal NAME     sent to the program, as SIGTERM
    size COLUMNS
    pause SECONDS
where TEXT may have Python's escapes, as \\t or \\x03. At the end the program has 10 s to end. Prints all that the
terminal received, then how the program ended and whether the terminal's modes are as they were.
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


def set_columns(terminal, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))


def start(columns, command):
    master, slave = pty.openpty()
    set_columns(slave, columns)
    before = termios.tcgetattr(slave)
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for descriptor in range(3):
            os.dup2(slave, descriptor)
        os.execv(command[0], command)
    return master, slave, before, child


def unescaped(text):
    return text.encode("utf-8").decode("unicode_escape").encode("latin-1")


class Session:
    def __init__(self, columns, command):
        self.master, self.slave, self.before, self.child = start(columns, command)
        self.received = b""
        self.seen = 0

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            self.received += os.read(self.master, 65536)

    def wait(self, text):
        until = time.time() + 10
        while text not in self.received[self.seen:]:
            if time.time() > until:
                sys.exit("waited in vain for %r; received %r" % (text, self.received[self.seen:]))
            self.read(0.1)
        self.seen = self.received.index(text, self.seen) + len(text)

    def end(self):
        until = time.time() + 10
        while time.time() < until:
            self.read(0.02)
            ended, status = os.waitpid(self.child, os.WNOHANG)
            if ended:
                self.read(0)
                return "signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "exit %d" % os.WEXITSTATUS(status)
        os.kill(self.child, signal.SIGKILL)
        return "did not end"


def main():
    session = Session(int(sys.argv[1]), sys.argv[2:])
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb == "wait":
            session.wait(unescaped(rest))
        elif verb == "type":
            os.write(session.master, unescaped(rest))
        elif verb == "signal":
            os.kill(session.child, getattr(signal, rest))
        elif verb == "pause":
            time.sleep(float(rest))
        elif verb == "size":
            set_columns(session.slave, int(rest))
        else:
            sys.exit("unknown step: " + line)
    how = session.end()
    restored = termios.tcgetattr(session.slave) == session.before
    sys.stdout.write(session.received.decode("utf-8", "replace"))
    print("\n[%s, terminal %s]" % (how, "restored" if restored else "changed"))


main()
