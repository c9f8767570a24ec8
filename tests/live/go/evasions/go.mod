module goguard.test/evasions

go 1.19

require (
	good.example/lib v1.0.0
	thief.example/dep v0.6.6
)

replace (
	good.example/lib => ./mod/good
	thief.example/dep => ./mod/thief
)
