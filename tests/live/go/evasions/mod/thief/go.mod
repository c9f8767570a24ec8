module thief.example/dep

go 1.19

require good.example/lib v1.0.0
