"""A client of the live page that is no browser: asks what must be refused, reads events, gives commands.

usage: client.py run ADDRESS RESULTS | client.py follow ADDRESS CONNECTED | client.py slow ADDRESS | client.py crowd ADDRESS | client.py read ADDRESS SECONDS
CONNECTED is a file that is made as soon as the page has let the client in.
Prints the last event of each kind as JSON, or "ok"; an AssertionError says what was wrong.
"""
import http.client
import json
import os
import select
import socket
import sys
import threading
import time
import urllib.parse

PATIENCE = 300  # seconds; what has not come by then does not come on the slowest machine either
MOST = 256  # connections that are let in at once
kind, address = sys.argv[1:3]
parts = urllib.parse.urlsplit(address)
host, port, query = parts.hostname, parts.port, parts.query
own = "%s:%d" % (host, port)


def status(method, path, **headers):
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": own, **headers}.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read(0 if path.startswith("/events") and answer.status == 200 else None)
    connection.close()
    return answer.status


def events(connected=None):
    """Every event as (name, data), to the end of the stream. Makes the file when the stream has begun."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    connection.request("GET", "/events?" + query)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.getheader("Content-Type").startswith("text/event-stream"), answer.status
    if connected:
        open(connected, "w").close()
    name = None
    for line in answer:
        line = line.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def wait_for(condition, what):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def check_refusals():
    same = "http://" + own
    expected = [
        (401, "GET", "/", {}),
        (403, "GET", "/?token=", {}),
        (403, "GET", "/?token=" + "0" * 32, {}),
        (403, "GET", "/?" + query + "0", {}),
        (403, "POST", "/save?" + query[:-1], {}),
        (401, "POST", "/stop", {}),
        (421, "GET", "/?" + query, {"Host": "balnet.example:%d" % port}),
        (421, "GET", "/?" + query, {"Host": host}),
        (421, "GET", "/?" + query, {"Host": None}),
        (403, "POST", "/save?" + query, {"Origin": "http://balnet.example"}),
        (403, "POST", "/stop?" + query, {"Origin": "null"}),
        (403, "GET", "/events?" + query, {"Origin": "https://" + own}),
        (404, "GET", "/etc/passwd?" + query, {}),
        (405, "GET", "/save?" + query, {}),
        (405, "GET", "/stop?" + query, {}),
        (405, "POST", "/?" + query, {}),
        (405, "DELETE", "/events?" + query, {}),
        (413, "POST", "/save?" + query, {"Content-Length": "100000000000"}),  # of which nothing is waited for
        (413, "POST", "/stop?" + query, {"Transfer-Encoding": "chunked"}),
        (403, "POST", "/stop?" + query, {"Origin": "http://balnet.example", "Content-Length": "100000000000"}),
        (200, "GET", "/?" + query, {}),
        (200, "GET", "/?" + query, {"Host": "localhost:%d" % port, "Origin": same}),
    ]
    for wanted, method, path, headers in expected:
        given = status(method, path, **headers)
        assert given == wanted, (method, path, headers, given, wanted)
    try:
        socket.create_connection(("127.0.0.2", port), timeout=5).close()
        raise AssertionError("another address than 127.0.0.1 is served")
    except ConnectionRefusedError:
        pass


def written(results):
    return os.stat(results).st_mtime_ns


def run(results):
    wait_for(lambda: os.path.exists(results), "the first epoch is not saved")
    before = written(results)
    check_refusals()
    time.sleep(1.0)
    assert written(results) == before, "a refused request has saved"
    last = {}
    for name, data in events():
        last[name] = data
        if "asked" not in last and len(last.get("course", {}).get("numbers", {}).get("epoch", [])) >= 3:
            assert status("POST", "/save?" + query, Origin="http://" + own) == 202
            wait_for(lambda: written(results) != before, "save does not save")
            last["asked"] = True
        if name == "progress" and data["status"].startswith("It was saved after epoch ") and "stopping" not in last:
            assert status("POST", "/stop?" + query) == 202
            last["stopping"] = True
    print(json.dumps(last))


def follow(connected):
    last = {}
    for name, data in events(connected):
        last[name] = data
    print(json.dumps(last))


def slow():
    """Clients that ask for events and never read; one that vanishes."""
    clients = [socket.create_connection((host, port)) for _ in range(4)]
    for client in clients:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(("GET /events?%s HTTP/1.1\r\nHost: %s\r\n\r\n" % (query, own)).encode())
    clients.pop().close()
    first = last = None
    for name, data in events():
        if name == "progress":
            first = data["done"] if first is None else first
            last = data["done"]
            if last > first + 2000:
                break
    assert status("POST", "/stop?" + query) == 202
    print("ok")
    sys.stdout.flush()
    time.sleep(10)  # still not reading


def ask_for_page():
    for path in "/?", "/events?":
        assert status("GET", path + query) == 200


def is_closed(connection):
    """Whether the server has closed a connection, after whatever it has said."""
    try:
        while select.select([connection], [], [], 0)[0]:
            if not connection.recv(4096):
                return True
    except OSError:
        return True
    return False


def is_trickled(connection):
    """Sends one more byte of a head that never ends; False where nobody takes it."""
    try:
        return connection.send(b"a") == 1
    except OSError:
        return False


def seconds_in_a_crowd(count):
    """How long the page takes beside so many connections, and until these are closed where they are as many as may be: a
    third ask for nothing, a third for half a request, a third send a byte of it every half second."""
    crowd = [socket.create_connection((host, port)) for _ in range(count)]
    asking, slow = crowd[count // 3:], crowd[2 * count // 3:]
    for connection in asking:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
    began = time.monotonic()
    page = threading.Thread(target=ask_for_page, daemon=True)
    page.start()
    while page.is_alive() or (count >= MOST and crowd):
        page.join(0.05 if count < MOST else 0.5)
        slow = [connection for connection in slow if is_trickled(connection)]
        crowd = [connection for connection in crowd if not is_closed(connection)]
        assert time.monotonic() < began + PATIENCE, "%d connections are open" % len(crowd)
    return time.monotonic() - began


def crowd():
    """The page comes in time beside many connections; on a busy machine one of several tries must do."""
    for count, seconds in (MOST // 6, 2.0), (MOST, 15.0):
        wait_for(lambda: seconds_in_a_crowd(count) < seconds, "the page takes more than %s s" % seconds)
    many = []
    for _ in range(40):  # browsers
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        connection.request("GET", "/events?" + query)
        many.append((connection, connection.getresponse().status))
    assert [s for _, s in many].count(503) >= 8 and [s for _, s in many].count(200) >= 30, many
    del many
    assert status("POST", "/stop?" + query) == 202
    print("ok")


def read(seconds):
    until = time.monotonic() + float(seconds)
    for _ in events():
        if time.monotonic() > until:
            break


{"run": run, "follow": follow, "slow": slow, "crowd": crowd, "read": read}[kind](*sys.argv[3:])
