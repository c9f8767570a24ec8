# Compares what a run of tests/live/go/shapes said of its own stacks with the events: a line "NAME: exact" or
# "NAME: why not" for each shape.
#
#   jq -n -r --slurpfile truth TRUTH --slurpfile events EVENTS -f go_shapes.jq
#
# What must hold for every event of a path: how the walk ended, subject, package, module, the innermost function,
# and the frames. Of these, the innermost ones are those of the call that was denied and of the way into C, which
# no truth has; all others are, one by one, those of runtime.CallersFrames: function, file and line, the runtime's
# own with runtime.goexit at the end included. Wrappers of the compiler are in neither, but where one is the only
# frame of its package ("wrapper" in the truth) the event has it. An event that was cut has the first. Go to 1.26
# writes the type arguments F[a].G[b] as F[...], the event and Go 1.27 as F[...].G[...].

# Functions between the one that asked and the kernel
def inside: test("^((io/fs|os|os/exec|syscall|runtime|internal/[a-z/]+|runtime/internal/[a-z/]+)\\.|.*\\._Cfunc_|.*\\.Mkdir\\.(func)?1$)");
def in_module: if . == "main" or startswith("goguard.test/") then "goguard.test/shapes"
	elif startswith("alpha.example/") then "alpha.example/render" else . end;
def is_wrapper($of): .func | startswith($of + ".") and test("\\.(gowrap|func)[0-9]+$");

def is_named($name): . == $name or sub("\\[\\.{3}\\].*\\[\\.{3}\\]"; "[...]") == $name;
def are($frames): # each of these
	length == ($frames | length) and all(range(length) as $i | { a: .[$i], b: $frames[$i] };
		.a.file == .b.file and .a.line == .b.line and (.b.func as $f | .a.func | is_named($f)));

def fits($frames; $cut): # of a stack: whether it is what can be inside, then the frames
	. as $s
	| [if $cut then range($s | length) else ($s | length) - ($frames | length) end
	  | select(. >= 0) | . as $k
	  | select(($s[$k:] | are($frames[:($s | length) - $k])) and all($s[:$k][]; .func | inside))] != [];

def differs($truth): # of an event: why, "" if not
	.go as $go | ($truth.wrapper // "") as $wrapper
	| [$go.stack[]? | select($wrapper == "" or (is_wrapper($wrapper) | not))] as $stack
	| if $go.end != $truth.end then "ended \($go.end)"
	  elif .subject != $truth.subject then "subject \(.subject)"
	  elif $go.end == "complete" and $go.package != $truth.subject then "package \($go.package)"
	  elif $go.end == "complete" and $go.module != ($truth.subject | in_module) then "module \($go.module)"
	  elif ($go.stack | length) - ($stack | length) != (if $wrapper == "" then 0 else 1 end) then "wrapper"
	  elif ($truth.frames | length) == 0 then ""
	  elif $truth.frames[0].func as $f | $go.function | is_named($f) | not then "function \($go.function)"
	  elif $stack | fits($truth.frames; $go.stack_cut == true) then "" else "frames" end;

($events | map(select(.kind == "violation" and .path)) | group_by(.path)
	| map({ key: .[0].path, value: . }) | from_entries) as $seen
| $truth | group_by(.path)[] | . as $truths | .[0].path as $path | ($seen[$path] // []) as $all
| [$all[] | [differs($truths[])] | select(index("") == null) | .[0]] as $wrong
| [$truths[] | select(. as $t | all($all[]; differs($t) != ""))] as $missing
| ($path | sub(".*/"; "")) + ": " +
	if $all == [] then "no event"
	elif $wrong != [] then $wrong | unique | join(", ")
	elif $missing != [] then "a stack without an event"
	else "exact" end
