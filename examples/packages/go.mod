module example.com/postcard

go 1.19

require example.com/render v0.1.0

replace example.com/render => ./render
