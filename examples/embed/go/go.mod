module goguard.example/embed

go 1.19
