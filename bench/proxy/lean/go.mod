module podshift/bench/proxy/lean

go 1.25
