module goguard.test/live

go 1.19
