/** Works through one sign-in: reads the tenant, shows the plan, and carries out the orders. */
@NullMarked
package org.afterword.functions.onboarding.worker;

import org.jspecify.annotations.NullMarked;
