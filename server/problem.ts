export { asAppError, Problem, problemOf } from '@muniment/core/problem.ts'
