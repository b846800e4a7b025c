/** Tests of what is stored of a sign-in, and who can open it. */
@NullMarked
package org.afterword.functions.onboarding.session;

import org.jspecify.annotations.NullMarked;
