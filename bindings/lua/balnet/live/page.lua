--- The live page: HTML that needs no other file and no other server.

local curves = require "balnet.live.curves"
local script = require "balnet.live.script"
local style = require "balnet.live.style"

return ([[
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>balnet</title>
<link rel="icon" href="data:,">
<style>
%s</style>
</head>
<body>
<header>
<h1 id="name">balnet</h1>
<progress id="progress" value="0" max="1" aria-labelledby="so_far"></progress>
<div class="row"><p id="so_far"></p><p id="rate" class="quiet"></p></div>
<div class="row"><button id="save" type="button" disabled>Save now</button>
<button id="stop" type="button" disabled>Stop after the epoch</button>
<p id="status" role="status">The page waits for the program.</p></div>
</header>
<main id="main"></main>
<script>
%s
%s</script>
</body>
</html>
]]):format(style, curves, script)
