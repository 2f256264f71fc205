/** Options of the argument `idempotencyKey`. @param promise what the same key with the same input does, such as `asks once` */
export const idempotencyKeyArg = (promise: string) => ({
  type: () => String,
  nullable: true,
  description: `Yours, 1 to 255 visible ASCII characters, unique in your organisation. For 24 hours the same key with the same input ${promise}.`,
});
