/** Tests of connecting a tenant, from the sign-in to the removal, against the simulated tenant. */
@NullMarked
package org.afterword.functions.onboarding;

import org.jspecify.annotations.NullMarked;
