module good.example/lib

go 1.19
