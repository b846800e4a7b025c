/** Tests of connecting a tenant, from the sign-in to the removal, against the simulated tenant. */
@NullMarked
package org.afterword.functions.onboarding.worker;

import org.jspecify.annotations.NullMarked;
