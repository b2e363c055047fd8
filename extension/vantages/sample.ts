/** The simulated estate: large, so it is run when somebody wants to see it, and not before. */
export { labPlatform, startLab } from '../../lab/index.ts'
