"""How long a call takes at best."""
import time


def best(f, seconds):
    """Seconds of f(), the best of as many calls as fit into `seconds`, two at least."""
    least, begin, calls = float("inf"), time.perf_counter(), 0
    while calls < 2 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        f()
        least = min(least, time.perf_counter() - start)
        calls += 1
    return least
