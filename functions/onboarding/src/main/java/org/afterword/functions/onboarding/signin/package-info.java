/** Signs an administrator in by a code that they type on Microsoft's page. */
@NullMarked
package org.afterword.functions.onboarding.signin;

import org.jspecify.annotations.NullMarked;
