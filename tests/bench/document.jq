# Turns build/bench/results.json into docs/benchmarks.md. Notes are text by hand: tests/bench/notes.md,
# whose parts begin with a line "## ID".

def quantile(p): sort | if length == 0 then null else .[((length - 1) * p) | round] end;
def median: quantile(0.5);
def places: if . == null then "–" else
	(if fabs >= 100 then 0 elif fabs >= 10 then 1 else 2 end) as $d |
	(. * pow(10; $d) | round / pow(10; $d)) | tostring end;
def fail_text: gsub("[|]"; "/");

. as $all |
($notes | split("\n## ") | map(split("\n") | { key: .[0], value: (.[1:] | join("\n")) }) | from_entries) as $note |
def note($id): ($note[$id] // "") | if . == "" then [] else ["", (. | sub("\n+$"; ""))] end;
def of($id): $all.results | map(select(.id == $id));
def one($id; $case; $key): (of($id) | map(select(.case == $case)) | .[0].values[$key]) // null;
# A goes with B of the same round
def pairs($a; $b; f): if $a == null or $b == null then [] else
	[range(0; [($a | length), ($b | length)] | min) as $i | [$a[$i], $b[$i]] | f] end;
def ratio($id; $a; $b; $key): pairs(one($id; $a; $key); one($id; $b; $key); .[0] / .[1]) | median;
def ratio($id; $a; $b): ratio($id; $a; $b; "ns");
def plain($case): if $case | test("env") then "none, by env" else "none" end;
# What sandlock says of itself does not hold the start of Python
def added($id; $case): pairs(one($id; $case; "ns"); one($id; plain($case); "ns"); .[0] - .[1]) | map(. / 1e6);
def added($case): added("p1"; $case);
def spread: if length == 0 then "–" else "\(quantile(0.25) | places) – \(quantile(0.75) | places)" end;

def row($cells): "| " + ($cells | join(" | ")) + " |";
def head($cells): row($cells), row($cells | map("---"));

# A measure: median, spread, and the ratio to BASE pair by pair
def table($id; $key; $unit; $scale; $base):
	head(["", "median, \($unit)", "middle half", "to \($base)"]),
	(of($id)[] | . as $r | if .failed then row([.case, (.failed | fail_text), "", ""]) else
		(.values[$key] // []) as $v | ratio($id; .case; $base; $key) as $ratio |
		row([.case, ($v | median | if . then . / $scale else . end | places), ($v | map(. / $scale) | spread),
			($ratio | places) + (if $ratio then " ×" else "" end)]) end);

def verdict($ok): if $ok == null then "not measured" elif $ok then "met" else "missed" end;
def at_most($name; $v; $most; $unit): row([$name, "≤ \($most) \($unit)", ($v | places) + " " + $unit,
	verdict(if $v == null then null else $v <= $most end)]);
def at_least($name; $v; $least; $unit): row([$name, "≥ \($least) \($unit)", ($v | places) + " " + $unit,
	verdict(if $v == null then null else $v >= $least end)]);
def by_medians($xs; $ys): ($xs | median) as $a | ($ys | median) as $b | if $a == null or $b == null then null else $a / $b end;

# Peers that load a filter of calls
def filtering: ["minijail0", "bubblewrap + filter", "firejail", "sandlock", "syd", "crun", "runc", "runsc"];
def least_peer: [filtering[] | added("p1-peers"; .) | select(length > 0) | median] | min;

def goals:
	head(["", "goal", "measured", ""]),
	at_most("P1 start by `run`, to the floor"; by_medians(added("goguard run, plan"); added("floor")); 1.25; "×"),
	at_most("P1 start by preload, to the floor"; by_medians(added("preload by env, plan"); added("floor")); 1.25; "×"),
	at_most("P1 to the fastest peer with a filter"; (added("p1-peers"; "goguard run, plan") | median) as $a | least_peer as $b |
		if $a and $b then $a / $b else null end; 1; "×"),
	at_most("P1 to bubblewrap with a filter"; by_medians(added("p1-peers"; "goguard run, plan"); added("p1-peers"; "bubblewrap + filter")); 0.5; "×"),
	at_most("P1 to minijail0"; by_medians(added("p1-peers"; "goguard run, plan"); added("p1-peers"; "minijail0")); 0.5; "×"),
	at_most("P2 start from text, added"; added("goguard run, policy text") | median; 3; "ms"),
	at_most("P3 getppid"; ratio("p3-getppid"; "goguard"; "none"); 1.02; "×"),
	at_most("P3 write of 64 bytes"; ratio("p3-write"; "goguard"; "none"); 1.02; "×"),
	at_least("P3 HTTP requests"; ratio("p3-http"; "goguard"; "none"; "per_s"); 0.98; "×"),
	at_most("P3 go build"; ratio("p3-build"; "goguard"; "none"); 1.02; "×"),
	at_most("P4 open, to the bare notification"; ratio("p4-open"; "goguard"; "bare notification"); 1.3; "×"),
	at_most("P4 open done for the caller, to the same, bare"; ratio("p4-open"; "goguard, done and injected"; "bare notification, done and injected"); 1.3; "×"),
	at_most("P4 connect, to the same, bare"; ratio("p4-connect"; "goguard"; "bare notification, done and injected"); 1.3; "×"),
	at_most("P4 exec, to the bare notification"; ratio("p4-exec"; "goguard"; "bare notification"); 1.3; "×"),
	at_most("P4 open with Go chain, to ptrace with Go chain"; ratio("p4-open"; "goguard, rule per package"; "ptrace with Go chain"); 0.4; "×"),
	at_most("P4 the same, to ptrace that finds out which program"; ratio("p4-open"; "goguard, rule per package"; "ptrace with Go chain, found anew"); 0.4; "×"),
	at_most("P4 open with Go chain, to ptrace with it, on any processor"; ratio("p4-open-free"; "goguard, rule per package"; "ptrace with Go chain"); 0.4; "×"),
	at_least("P5 echo, everything on"; ratio("p5-echo"; "goguard, everything on"; "none"; "per_s"); 0.97; "×"),
	at_least("P5 a file per request, everything on"; ratio("p5-file"; "goguard, everything on"; "none"; "per_s"); 0.8; "×"),
	at_most("P6 shim"; one("p6-size"; "shim"; "bytes")[0] // null | if . then . / 1024 else . end; 64; "KiB"),
	at_most("P6 tool"; one("p6-size"; "tool"; "bytes")[0] // null | if . then . / 1048576 else . end; 2; "MiB"),
	at_most("P6 supervisor, at rest"; one("p6-memory"; "at rest"; "kB")[0] // null | if . then . / 1024 else . end; 3; "MiB"),
	at_most("P7 open, 10,000 rules to 10"; ratio("p7-rules-open"; "10000"; "10"); 1.05; "×"),
	at_most("P7 connect, 10,000 rules to 10"; ratio("p7-rules-connect"; "10000"; "10"); 1.05; "×"),
	at_least("P7 calls a second, 1,000 threads to 1"; ratio("p7-threads"; "1000"; "1"; "per_s"); 0.95; "×"),
	at_most("P8 index of a large program, ready"; one("p8-index"; "ready for the first chain"; "ns") | if . then median / 1e6 else . end; 5; "ms");

def starts($id):
	head(["", "median, ms", "added, ms", "middle half", "best tenth", "to the floor’s", "what it cannot express"]),
	(of($id)[] | . as $r |
		(([$all.peers[] | select(.name == $r.case) | .cannot] | .[0]) // "") as $cannot |
		if .failed then row([.case, (.failed | fail_text), "", "", "", "", $cannot]) else
		added($id; .case) as $a |
		row([.case, (.values.ns | median / 1e6 | places), ($a | median | places), ($a | spread), ($a | quantile(0.1) | places),
			(by_medians($a; added($id; "floor")) | places) + " ×", $cannot]) end);
def absent: $all.peers[] | select(.why) | row([.name, "not installed: " + (.why | fail_text), "", "", "", "", .cannot]);

def facts($id): head(["", "", ""]), (of($id)[] | .case as $c | .values | to_entries[] | row([$c, (.value | median | places), .key]));

[
"# How fast goguard is",
"",
"Written by `make bench`; every number is of one run on one machine, in which commands ran in turn",
"(A B C B C A …), after warm-up. A ratio is the median of the ratios of what ran in the same round, or,",
"where differences are compared, the ratio of their medians; *middle half* is from the first to the third quartile.",
"",
"\($all.machine.cpu)\(if $all.machine.virtual == "yes" then ", virtual machine" else "" end), \($all.machine.cpus) processors; Linux \($all.machine.kernel);",
"\($all.machine.go); goguard \($all.machine.goguard); \($all.machine.date); \($all.machine.rounds) rounds; \(if $all.machine.root == "yes" then "as root" else "as an ordinary user" end).",
(if ($all.machine.load | tonumber) > $all.machine.cpus then
"**The machine was loaded** (load \($all.machine.load) on \($all.machine.cpus) processors, by other work): trust ratios of medians, not absolute times, and no 99th percentile." else empty end),
"",
"## Goals", "",
goals, note("goals")[],
"", "## P1, P2: start of a static Go program", "",
"*Added* is to the same program without anything (or started by `env`, where that is in the line). The *floor* forks, loads",
"a filter of the same size with a listener, execs and waits. `bench/p1.svg` shows this.", "",
"![start](bench/p1.svg)", "",
starts("p1"), "", "The same beside the peers:", "", starts("p1-peers"), absent, note("p1")[],
"", "By hyperfine, which runs each command in a block of its own:", "",
table("p1-hyperfine"; "ns"; "ms"; 1e6; "none"),
"", "What one start costs, by `perf stat` (median of 20; cycles are not to be had in many virtual machines):", "",
facts("p1-perf"),
"", "## P3: programs whose calls the filter allows by itself", "",
("getppid", "write" | "`\(.)`, one call:", "", table("p3-" + .; "ns"; "ns"; 1; "none"), ""),
"A Go web server that opens nothing, requests a second (wrk):", "",
table("p3-http"; "per_s"; "requests/s"; 1; "none"),
"", "`go build` of a small module, which opens some hundred files and starts compilers:", "",
table("p3-build"; "ns"; "ms"; 1e6; "none"), note("p3")[],
"", "## P4: one supervised call", "",
"*Bare notification* is the kernel’s limit: a supervisor that reads the path or address, sees that the caller still waits, and",
"lets it go on, or does the act itself and injects what came out. It protects from nothing. Caller and supervisor share one processor;",
"the second table is without that.", "",
"![one open](bench/p4.svg)", "",
"Open and close:", "", table("p4-open"; "ns"; "µs"; 1e3; "bare notification"),
"", "Open and close, on any processor:", "", table("p4-open-free"; "ns"; "µs"; 1e3; "bare notification"),
"", "Connect (UDP):", "", table("p4-connect"; "ns"; "µs"; 1e3; "bare notification"),
"", "Fork, exec, wait:", "", table("p4-exec"; "ns"; "µs"; 1e3; "bare notification"), note("p4")[],
"", "## P5: web servers", "",
"wrk with eight connections; the policy grants the folder that is served. *Everything on*: events of what is allowed, with Go stacks, to a",
"file, and a rule per package. *Bare notification*, which decides nothing, is the kernel’s limit for a server with a notification a file.", "",
("echo", "file" | "/\(.), requests a second:", "", table("p5-" + .; "per_s"; "requests/s"; 1; "none"), "",
	"/\(.), 99th percentile:", "", table("p5-" + .; "p99_us"; "µs"; 1; "none"), ""),
note("p5")[],
"", "## P6: sizes", "",
facts("p6-size"), "", "Memory of the supervisor, which sends an event with a Go stack for each denied open:", "",
facts("p6-memory"), note("p6")[],
"", "## P7: growth", "",
"![rules](bench/p7.svg)", "",
"One open, by number of rules for files and as many for addresses:", "", table("p7-rules-open"; "ns"; "µs"; 1e3; "10"),
"", "One connect, by the same:", "", table("p7-rules-connect"; "ns"; "µs"; 1e3; "10"),
"", "One start, by the same:", "", table("p7-rules-start"; "ns"; "ms"; 1e6; "10"),
"", "Supervised opens a second, by number of threads that make them at once:", "", table("p7-threads"; "per_s"; "calls/s"; 1; "1"),
"", "... where Landlock lets the kernel go on:", "", table("p7-threads-coarse"; "per_s"; "calls/s"; 1; "1"),
"", "... by a bare supervisor that opens and injects:", "", table("p7-threads-bare"; "per_s"; "calls/s"; 1; "1"),
"", "... and by number of processes:", "", table("p7-processes"; "per_s"; "calls/s"; 1; "1"),
"", "Denied opens, each an event with a Go stack, by how many a second are tried; how many there were:", "",
table("p7-violations"; "per_s"; "calls/s"; 1; "10"), "", "... and what one took:", "", table("p7-violations"; "ns"; "µs"; 1e3; "10"), note("p7")[],
"", "## P8: Go binaries", "",
"A program of \(one("p8-index"; "size of the program"; "MiB")[0] // 0) MiB:", "",
table("p8-index"; "ns"; "ms"; 1e6; "opened"),
"", "One open with a rule per package, by depth of the chain:", "", table("p8-chain"; "ns"; "µs"; 1e3; "10 frames"), note("p8")[]
] | flatten | .[]
