/** How long bytes outlive what they belonged to: no backup that is kept may name an object that is gone. */
export const graceDays = 14
