module probe.example/probe

go 1.19
