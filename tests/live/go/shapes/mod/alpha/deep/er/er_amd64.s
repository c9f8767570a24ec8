#include "textflag.h"
#include "funcdata.h"

TEXT ·CallFromAssembly(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVQ f+0(FP), DX
	MOVQ (DX), AX
	CALL AX
	RET

TEXT ·CallFromFrame(SB), 0, $1024-8
	NO_LOCAL_POINTERS
	MOVQ f+0(FP), DX
	MOVQ (DX), AX
	CALL AX
	RET
