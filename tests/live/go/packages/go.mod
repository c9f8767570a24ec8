module example.com/fn

go 1.19

require (
	example.com/broker v0.1.0
	example.com/render v1.2.3
)

replace (
	example.com/broker => ./broker
	example.com/render => ./render
)
