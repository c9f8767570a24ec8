"""A command by sandlock, in a Python that has run it before: prints ns=…, or what the command prints of itself."""
import sys
import time

from sandlock import Sandbox


def once():
    own = [word for word in sys.argv[1:] if word.startswith("/")]
    box = Sandbox(fs_readable=["/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/dev", "/sys"] + own, fs_writable=["/dev/null"])
    begin = time.monotonic_ns()
    result = box.run(sys.argv[1:], timeout=30)
    took = time.monotonic_ns() - begin
    if not result.success:
        sys.exit("sandlock: %s %s" % (result.exit_code, result.stderr))
    text = result.stdout.decode()
    return text if "ns=" in text else "ns=%d" % took


line = once()
print(line if "per_s=" in line else once())
