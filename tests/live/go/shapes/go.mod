module goguard.test/shapes

go 1.19

require (
	alpha.example/render v1.4.2
	beta.example/io/v2 v2.0.1
	dots.example/yaml.v3 v1.3.0
	plain/local v0.1.0
	probe.example/probe v0.0.1
)

replace (
	alpha.example/render => ./mod/alpha
	beta.example/io/v2 => ./mod/beta
	dots.example/yaml.v3 => ./mod/dots
	plain/local => ./mod/plain
	probe.example/probe => ./mod/probe
)
