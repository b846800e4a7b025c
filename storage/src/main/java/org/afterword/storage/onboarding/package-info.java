/** What is kept while a tenant is being connected, and how the tenant was before. */
@NullMarked
package org.afterword.storage.onboarding;

import org.jspecify.annotations.NullMarked;
