module plain/local

go 1.19

require probe.example/probe v0.0.1
