// A filter of system calls for the children that read documents, in the classic BPF that `setpriv --seccomp-filter`
// loads. It takes what they never need and an attacker would: sockets other than local ones, signals to the worker,
// looking into other processes, and leaving the process group that ends with its time.

interface Machine {
  /** How the kernel calls it in seccomp_data.arch. */
  arch: number
  socket: number
  denied: readonly number[]
}

// kill, tkill, rt_sigqueueinfo, pidfd_send_signal, pidfd_open, setpgid, setsid, ptrace, process_vm_readv,
// process_vm_writev, io_uring_setup, in the numbers of each machine.
const machines: Partial<Record<NodeJS.Architecture, Machine>> = {
  x64: { arch: 0xc000003e, socket: 41, denied: [62, 200, 129, 424, 434, 109, 112, 101, 310, 311, 425] },
  arm64: { arch: 0xc00000b7, socket: 198, denied: [129, 130, 138, 424, 434, 154, 157, 117, 270, 271, 425] },
}

const load = 0x20
const jumpIfEqual = 0x15
const jumpIfAtLeast = 0x35
const answer = 0x06
const allow = 0x7fff0000
const refuse = 0x00050000 | 1 // EPERM
const localSocket = 1

/** The filter for this machine, or null where its numbers are not known. */
export function systemCallFilter(machine: NodeJS.Architecture = process.arch): Buffer | null {
  const known = machines[machine]
  if (known === undefined) return null
  const { arch, socket, denied } = known
  // Jumps count the instructions between; the last three are: is it local, allow, refuse.
  const count = denied.length + 9
  const toRefuse = (at: number): number => count - 1 - at - 1
  const program: [code: number, ifTrue: number, ifFalse: number, value: number][] = [[load, 0, 0, 4]]
  program.push([jumpIfEqual, 0, toRefuse(1), arch], [load, 0, 0, 0])
  // The other numbering of x86-64, by which the same calls could be made.
  program.push([jumpIfAtLeast, toRefuse(3), 0, 0x40000000])
  for (const number of denied) program.push([jumpIfEqual, toRefuse(program.length), 0, number])
  program.push([jumpIfEqual, 0, 2, socket], [load, 0, 0, 16], [jumpIfEqual, 0, 1, localSocket])
  program.push([answer, 0, 0, allow], [answer, 0, 0, refuse])
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach(([code, ifTrue, ifFalse, value], at) => {
    bytes.writeUInt16LE(code, at * 8)
    bytes.writeUInt8(ifTrue, at * 8 + 2)
    bytes.writeUInt8(ifFalse, at * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, at * 8 + 4)
  })
  return bytes
}
