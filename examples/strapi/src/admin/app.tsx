// The admin's languages, which a person picks in their profile.
export default {
  config: { locales: ['de', 'es', 'fr'] },
  bootstrap() {},
}
