package main

const sysGetrandom = 318
