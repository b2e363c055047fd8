/** The simulated estate: large, so it is loaded when somebody wants to see it. */
export { labPlatform, startLab } from '../../lab/index.ts'
