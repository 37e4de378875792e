// Runs after AdminJS and the console's own components: puts them on the page. Both names are globals of its bundles.
declare function createRoot(element: Element): { render: (node: unknown) => void }
declare const AdminJS: { Application: unknown }

;(() => {
  const app = document.getElementById('app')
  if (app) createRoot(app).render(AdminJS.Application)
})()
